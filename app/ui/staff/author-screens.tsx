import type { ReactNode } from "react";
import domains from "#app/exam/item/domains.json" with { type: "json" };
import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { ListedItem, ShownItem, ShownKey } from "#app/usecases/author/see-items.ts";
import { Button } from "../design/button.tsx";
import { Acts, Card, Facts, Section, Table, Title } from "../design/parts.tsx";

const say = wordsOf(words);

export function domainName(id: string): string {
  return domains.find((domain) => domain.id === id)?.name ?? id;
}

export function AuthorScreen({ items }: { items: ListedItem[] }) {
  return (
    <>
      <Title lead={say("author-lead")}>{say("author-title")}</Title>
      <Table
        caption={say("author-title")}
        rows={items}
        keyOf={(item) => item.id}
        empty={say("author-empty")}
        columns={[
          { title: say("item"), cell: (item) => <a href={`/author/items/${item.versionId}`}>{item.title}</a> },
          { title: say("domain"), cell: (item) => domainName(item.domain) },
          { title: say("level"), number: true, cell: (item) => item.level },
          { title: say("images"), number: true, cell: (item) => item.panels },
          { title: say("state"), cell: (item) => item.state },
          { title: say("version"), number: true, cell: (item) => item.number },
        ]}
      />
    </>
  );
}

/** The words that mark the key in the list of options, by option. */
export function keyMarks(correct: readonly string[]): Record<string, string> {
  return Object.fromEntries(correct.map((id) => [id, say("key-mark")]));
}

export type AuthorItemProps = Pick<ShownItem, "title" | "domain" | "level" | "number"> & {
  /** Null until somebody asks for it. */
  shownKey: (Pick<ShownKey, "described"> & { rationale: ReactNode; reference: ReactNode }) | null;
  children: ReactNode;
};

export function AuthorItemScreen({ title, domain, level, number, shownKey, children }: AuthorItemProps) {
  return (
    <>
      <Title lead={`${domainName(domain)} · ${say("level")} ${level} · ${say("version")} ${number}`}>{title}</Title>
      <Section title={say("as-candidate")}>{children}</Section>
      <Section title={say("key")}>
        <Card>
          {shownKey === null ? (
            <form method="post">
              <p>{say("show-key-hint")}</p>
              <Acts>
                <Button>{say("show-key")}</Button>
              </Acts>
            </form>
          ) : (
            <Facts
              rows={[
                [say("key"), shownKey.described],
                [say("rationale"), shownKey.rationale],
                [say("reference"), shownKey.reference],
              ]}
            />
          )}
        </Card>
      </Section>
    </>
  );
}

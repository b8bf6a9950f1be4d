import domains from "#app/exam/item/domains.json" with { type: "json" };
import words from "#app/ui/words/public.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Section, Table, Title } from "../design/parts.tsx";

const say = wordsOf(words);

export function ExamFormatScreen() {
  return (
    <>
      <Title lead={say("format-lead")}>{say("format-title")}</Title>
      <Section title={say("format-domains")}>
        <Table
          caption={say("format-domains-caption")}
          rows={domains}
          keyOf={(domain) => domain.id}
          empty=""
          columns={[
            { title: say("format-domain"), cell: (domain) => domain.name },
            {
              title: say("format-share"),
              number: true,
              cell: (domain) => say("format-share-value", { minimum: domain.minimumPercent, maximum: domain.maximumPercent }),
            },
          ]}
        />
      </Section>
      <Section title={say("format-pass-title")}>
        <p>{say("format-pass-text")}</p>
      </Section>
      <Section title={say("format-saving-title")}>
        <p>{say("format-saving-text")}</p>
      </Section>
    </>
  );
}

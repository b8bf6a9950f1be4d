import { useEffect, useState } from "react";
import type { Operation } from "#app/exam/attempt/protocol.ts";
import { readSetAside } from "#app/player/store/set-aside.ts";
import { Card, Section } from "../design/parts.tsx";
import { SetAside, setAsideTitle } from "../design/set-aside.tsx";

/** What of this exam lies on this computer and never got to the server; nothing where all has arrived. */
export function KeptHere({ attemptId }: { attemptId: string }) {
  const [kept, setKept] = useState<readonly Operation[]>([]);
  useEffect(() => {
    let gone = false;
    void readSetAside(attemptId).then((found) => gone || setKept(found));
    return () => void (gone = true);
  }, [attemptId]);
  if (kept.length === 0) return null;
  return (
    <Section title={setAsideTitle(kept.length)}>
      <Card>
        <SetAside operations={kept} />
      </Card>
    </Section>
  );
}

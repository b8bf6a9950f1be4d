import { sql, type Kysely } from "kysely";

type Coverage = { upTo: number; beyond: number[] };

/** What has arrived behind a missing number is kept as ranges from here on, no longer number by number. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ id: string; received: string }>`select id, received from attempt where received like '%"beyond":[_%'`.execute(db);
  for (const { id, received } of rows) {
    const old = JSON.parse(received) as Record<string, Coverage>;
    const ranged = Object.fromEntries(Object.entries(old).map(([lease, { upTo, beyond }]) => [lease, { upTo, beyond: rangesOf(beyond) }]));
    await sql`update attempt set received = ${JSON.stringify(ranged)} where id = ${id}`.execute(db);
  }
}

/** Ascending numbers as runs that follow one another. */
function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

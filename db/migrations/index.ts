import type { Kysely } from "kysely";
import type { DialectName } from "../dialect.ts";
import * as people from "./0001-people.ts";
import * as bank from "./0002-bank.ts";
import * as sittings from "./0003-sittings.ts";
import * as attempts from "./0004-attempts.ts";
import * as results from "./0005-results.ts";
import * as audit from "./0006-audit.ts";
import * as seen from "./0007-seen.ts";
import * as handIn from "./0008-hand-in-ends-with-the-close.ts";
import * as thousandths from "./0009-marks-in-thousandths.ts";
import * as answered from "./0010-answered.ts";
import * as tolerance from "./0011-tolerance.ts";
import * as parts from "./0012-parts.ts";
import * as build from "./0013-build-of-a-page.ts";
import * as ranges from "./0014-received-as-ranges.ts";
import * as brake from "./0015-brake.ts";
import * as breaks from "./0016-end-of-breaks.ts";
import * as firstVisits from "./0017-first-visits.ts";
import * as serverClock from "./0018-server-clock.ts";
import * as seals from "./0019-seals.ts";
import * as codeReissues from "./0020-code-reissues.ts";
import * as signInAddresses from "./0021-sign-in-addresses.ts";
import * as orderAndTexts from "./0022-order-and-texts.ts";
import * as recoveryCodes from "./0023-recovery-codes.ts";
import * as checkpointsByTime from "./0024-checkpoints-by-time.ts";

type Step = { up(db: Kysely<unknown>, dialect: DialectName): Promise<void> };

/** In the order in which they run. After the first release migrations only add. */
export const MIGRATIONS: Record<string, Step> = {
  "0001-people": people,
  "0002-bank": bank,
  "0003-sittings": sittings,
  "0004-attempts": attempts,
  "0005-results": results,
  "0006-audit": audit,
  "0007-seen": seen,
  "0008-hand-in-ends-with-the-close": handIn,
  "0009-marks-in-thousandths": thousandths,
  "0010-answered": answered,
  "0011-tolerance": tolerance,
  "0012-parts": parts,
  "0013-build-of-a-page": build,
  "0014-received-as-ranges": ranges,
  "0015-brake": brake,
  "0016-end-of-breaks": breaks,
  "0017-first-visits": firstVisits,
  "0018-server-clock": serverClock,
  "0019-seals": seals,
  "0020-code-reissues": codeReissues,
  "0021-sign-in-addresses": signInAddresses,
  "0022-order-and-texts": orderAndTexts,
  "0023-recovery-codes": recoveryCodes,
  "0024-checkpoints-by-time": checkpointsByTime,
};

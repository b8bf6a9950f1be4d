import type {
  AttemptEventTable,
  AttemptKeyTable,
  AttemptTable,
  CheckpointTable,
  EventTextTable,
  PresenceTable,
  ResponseTable,
} from "./attempts.ts";
import type { AuditEventTable, ClockConfirmationTable, SealTable, ServerClockTable, ServerLockTable } from "./audit.ts";
import type { BrakeCountTable, KnownBrowserTable } from "./brake.ts";
import type { ItemKeyTable, ItemTable, ItemVersionTable, StudyTable } from "./bank.ts";
import type { PersonRoleTable, PersonTable, RecoveryCodeTable, SecondFactorResetTable, SignInAddressTable, SignInTable } from "./people.ts";
import type { ReleaseApprovalTable, ScoreRunTable, ScoreTable } from "./results.ts";
import type {
  CodeReissueTable,
  FormPartTable,
  FormPositionTable,
  FormTable,
  RegistrationTable,
  SettingTable,
  SittingProctorTable,
  SittingTable,
} from "./sittings.ts";

export interface Tables {
  person: PersonTable;
  person_role: PersonRoleTable;
  sign_in: SignInTable;
  sign_in_address: SignInAddressTable;
  recovery_code: RecoveryCodeTable;
  second_factor_reset: SecondFactorResetTable;
  known_browser: KnownBrowserTable;
  brake_count: BrakeCountTable;
  item: ItemTable;
  item_version: ItemVersionTable;
  item_key: ItemKeyTable;
  study: StudyTable;
  form: FormTable;
  form_part: FormPartTable;
  form_position: FormPositionTable;
  sitting: SittingTable;
  sitting_proctor: SittingProctorTable;
  registration: RegistrationTable;
  code_reissue: CodeReissueTable;
  setting: SettingTable;
  attempt: AttemptTable;
  attempt_event: AttemptEventTable;
  event_text: EventTextTable;
  response: ResponseTable;
  attempt_key: AttemptKeyTable;
  checkpoint: CheckpointTable;
  presence: PresenceTable;
  score_run: ScoreRunTable;
  score: ScoreTable;
  release_approval: ReleaseApprovalTable;
  audit_event: AuditEventTable;
  clock_confirmation: ClockConfirmationTable;
  seal: SealTable;
  server_clock: ServerClockTable;
  server_lock: ServerLockTable;
}

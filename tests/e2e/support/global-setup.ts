import { seededFolder } from "./seeded.ts";

/** Seeds once, before the workers start. */
export default function globalSetup(): void {
  seededFolder();
}

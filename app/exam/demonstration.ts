/** What of the settings says whether an installation is real: who answers for it, and whether it was seeded as a demonstration. */
export type InstallationFacts = { organisation?: string | undefined; demonstration?: string | undefined };

/** While no organisation answers for an installation every page says that it is a demonstration. */
export function isDemonstration({ organisation }: InstallationFacts): boolean {
  return (organisation ?? "").trim() === "";
}

/**
 * Whether staff may sign in without a second factor, and a practice review may show keys of items that stand in an exam:
 * only in a demonstration that was seeded as one. Naming the organisation ends both.
 */
export function isOpenDemonstration(settings: InstallationFacts): boolean {
  return settings.demonstration === "yes" && isDemonstration(settings);
}

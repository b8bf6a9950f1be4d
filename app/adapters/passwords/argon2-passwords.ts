import { hash, verify } from "@node-rs/argon2";

/** argon2id with the parameters OWASP names (19 MiB, 2 passes, 1 lane); the work is done off the event loop. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function argon2Passwords() {
  return {
    hash: (password: string): Promise<string> => hash(password, PARAMETERS),
    verify: (encoded: string, password: string): Promise<boolean> =>
      password.length > 1_000 ? Promise.resolve(false) : verify(encoded, password).catch(() => false),
  };
}

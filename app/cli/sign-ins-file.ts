/** Sign-ins of the demonstration, readable by the owner only; a real installation has no such file. */
export const SIGN_INS_FILE = "demo-sign-ins.json";

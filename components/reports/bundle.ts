/** The program that sends reports, in a file, and the library that it sends mail by, in another: each fits into a ConfigMap. */
import { bundled } from "../support/program";

/** The library of the second file. */
export const LIBRARY = "nodemailer";

/** The program: it needs nothing but {@link LIBRARY}. */
export function reportBundle(): string {
  return bundled(`import "./reports/job.ts"`, [LIBRARY]);
}

/** What the program takes of the library. */
export function libraryBundle(): string {
  return bundled(`export { createTransport } from "${LIBRARY}"`);
}

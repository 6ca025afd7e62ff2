/** What an object store is told by, as the clouds name it. */
import { words } from "./bounds";

/**
 * A bucket, or a container of Azure's: what Amazon, Google and Azure all take, but for the length, of which Google takes most.
 * Sources: "Bucket naming rules" (S3), "Bucket names" (Cloud Storage), "Naming containers" (Azure).
 */
export const bucket = () =>
  words().regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, {
    error:
      "is not a bucket of at least 3 lower-case letters, digits, dots, dashes and underscores (for example logs-prod)",
  });

/** A region. Amazon's are of this form; what speaks its protocol names its own. */
export const region = () =>
  words().regex(/^[A-Za-z0-9][\w.-]{0,62}$/, { error: "is not a region (for example eu-central-1)" });

/** A storage account of Azure's. Source: "Storage account overview", naming. */
export const account = () =>
  words().regex(/^[a-z0-9]{3,24}$/, {
    error: "is not a storage account of 3 to 24 lower-case letters and digits (for example logsprod)",
  });

/** Where the lines come from that tell of root shells: beside what applications say themselves, each is optional. */
import { z } from "zod";
import { list, words } from "./bounds";
import { resources } from "./types";

/** A path on the nodes, below the folder that log shippers have of them. */
const nodePath = (folder: string, example: string) =>
  words().regex(new RegExp(String.raw`^(?:${folder})(?:/[A-Za-z0-9][\w.-]*)+$`), {
    error: `is not a path below ${folder.replaceAll("|", " or ")} (for example ${example})`,
  });

const nodes = z
  .strictObject({
    from: z
      .enum(["journal", "files"])
      .default("journal")
      .describe(
        "what the nodes write logins to: `journal` is systemd's, `files` are those of a syslog daemon. Whichever it is, of programs of logins alone",
      ),
    journal: nodePath("/var/log|/run/log", "/var/log/journal")
      .default("/var/log/journal")
      .describe("the journal's folder; /run/log/journal where the nodes keep it in memory"),
    files: list(nodePath("/var/log", "/var/log/auth.log"))
      .min(1)
      .default(["/var/log/auth.log", "/var/log/secure"])
      .describe("the files; one that a node does not have is no mistake"),
    group: z
      .int({ error: "is not a whole number" })
      .min(0, { error: "is below 0" })
      .max(65_535, { error: "is above 65,535" })
      .default(4)
      .describe("the group that may read the files: adm has 4 on Debian and Ubuntu. A file of root's needs none"),
  })
  .optional()
  .describe("logins on the nodes, read by the log shippers. Default: they are not read");

const apiServer = z
  .strictObject({
    from: z
      .enum(["file", "managed"])
      .default("file")
      .describe(
        "`file` is the audit log that a self-managed API server writes on its nodes, read by the log shippers; `managed` says that the provider's audit log is brought to the platform as docs/root-shell.md has it",
      ),
    file: nodePath("/var/log", "/var/log/kubernetes/audit/audit.log")
      .default("/var/log/kubernetes/audit/audit.log")
      .describe("the API server's --audit-log-path"),
  })
  .optional()
  .describe("kubectl exec, attach, debug and port-forward, by the API server's audit log. Default: it is not read");

const falco = z
  .strictObject({
    driver: z
      .enum(["modern_ebpf", "kmod"])
      .default("modern_ebpf")
      .describe("how Falco sees system calls: `modern_ebpf` needs Linux 5.8 and builds nothing; `kmod` loads a module"),
    priority: z
      .enum(["emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"])
      .default("notice")
      .describe("what Falco tells of at least; the shell's own rule is a `notice`"),
    resources: resources({ cpu: "100m", memory: "512Mi", memoryLimit: "1Gi" }),
  })
  .optional()
  .describe("Falco on every node: shells in containers, by the kernel. Default: not deployed");

/** What tells of attacks. */
export const security = z
  .strictObject({
    sources: z
      .strictObject({ nodes, apiServer, falco })
      .prefault({})
      .describe("what the alert RootShellOpened sees beside what applications say themselves (docs/root-shell.md)"),
  })
  .prefault({})
  .describe("what tells of attacks");

/** What applications write down for audits, as the field `event` of a line names it. */

/** A decision that a program has made about somebody. */
export const AUTOMATED_DECISION = "AutomatedDecision";

/** That audit events were asked for. */
export const AUDIT_LOG_READ = "AuditLogRead";

/** The events that the page Traceability offers; an application may have others. */
export const AUDIT_EVENTS = [
  "UserLogin",
  "UserLoginFailed",
  "UserLogout",
  "PasswordChanged",
  "PermissionChanged",
  "DataExport",
  "DataDeleted",
  "ConfigurationChanged",
  "RootShellOpened",
  "CommandExecuted",
  "PortForwarded",
  AUTOMATED_DECISION,
  AUDIT_LOG_READ,
] as const;

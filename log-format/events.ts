/** What applications write down for audits, as the field `event` of a line names it. */

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
] as const;

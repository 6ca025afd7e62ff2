/** The questions that are asked of the logs, in KQL. */
import { AUTOMATED_DECISION } from "../../log-format/events";

/** A line that reports an error. */
export const ERRORS = "log.level: (error or fatal)";

/** A line that says which kind of error. */
export const TYPED_ERRORS = "error.type: *";

/**
 * A user logged in, or tried to: the actions `UserLogin`, `UserLoginFailed` and so on, or, of a service that names no
 * action, the word in the message. In LogQL: `{namespace="production"} |= "UserLogin"`.
 */
export const LOGINS = 'event.action: UserLogin* or message: "UserLogin"';

/** By the action, or by how it ended, of services that call both the same. */
export const FAILED_LOGINS = "event.action: UserLoginFailed or (event.action: UserLogin* and event.outcome: failure)";

/** Somebody got a shell as root: the action `RootShellOpened`. */
export const ROOT_SHELLS = "event.action: RootShell*";

/** A program decided about somebody. */
export const DECISIONS = `event.action: ${AUTOMATED_DECISION}`;

/** A line that belongs to a request, to a user, or to both. */
export const TRACEABLE = "trace.id: * or user.id: *";

export const TRACED = "trace.id: *";

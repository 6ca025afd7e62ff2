/** Exceptions to who hears what, as routes. */
import type { Settings } from "../../settings";
import { SECURITY } from "./inhibition";
import { patterns, type Route } from "./routing";

/**
 * Each route but an exclusive one's last lets the search go on to the channels behind it. Team security's alerts go on all the same,
 * unless the route says by their name or team that it means them: who owns a namespace does not keep from others what happens in it.
 */
export function exception({ match, channels, exclusive }: Settings["alerting"]["routes"][number]): Route[] {
  const meant = "alertname" in match || "team" in match;
  return channels.flatMap((receiver, index): Route[] => {
    const route = { receiver, matchers: patterns(match), continue: true };
    if (!exclusive || index < channels.length - 1) return [route];
    const last = { ...route, continue: false };
    if (meant) return [last];
    const team = { label: "team", value: SECURITY };
    return [
      { ...last, matchers: [...last.matchers, { ...team, op: "!=" }] },
      { ...route, matchers: [...route.matchers, { ...team, op: "=" }] },
    ];
  });
}

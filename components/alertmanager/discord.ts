/** What is posted to Discord: its own message object, filled in by Alertmanager. */
import type { Settings } from "../../settings";

type DiscordChannel = Settings["alerting"]["channels"]["discord"][number];

/**
 * The `payload` of a webhook receiver. Alertmanager renders each text and, where the result reads as YAML, takes it as
 * such: "NodeDown: node-1" would become a map. So the embeds are one text that renders to JSON, with every free text
 * through `toJson`.
 * Limits are Discord's: 256 characters in a title, 4096 in a description, 6000 in all.
 */
export function discordPayload({ username, mentionRole }: DiscordChannel): Record<string, unknown> {
  return {
    username,
    ...(mentionRole === undefined
      ? {}
      : {
          content: `{{ if and (eq .Status "firing") (eq .CommonLabels.severity "critical") }}<@&${mentionRole}>{{ end }}`,
          allowed_mentions: { parse: ["roles"] },
        }),
    embeds: '{{ template "observability.discord.embeds" . }}',
  };
}

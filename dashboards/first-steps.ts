/** The first steps of a runbook, which a message carries: they are read when Grafana, where the page is, is what is down. */

/** So many commands, and so many bytes of them, go with a message: Discord takes 6000 characters with all that is there. */
const STEPS = 3;
const LENGTH = 600;

/**
 * The first commands of a page's diagnosis that work as they stand, one a line, with the placeholders that the page has; undefined
 * where it has none. A command with `{{` is left out: an annotation is a template.
 */
export function firstSteps(markdown: string): string | undefined {
  const [, diagnosis = ""] = /^## Diagnosis\n(.*?)(?=^## |$(?![^]))/ms.exec(markdown) ?? [];
  const lines = [...diagnosis.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => block.split("\n"));
  const commands = lines
    .map((line) => line.replace(/\s+#\s.*$/, "").trimEnd())
    .filter((line, index, all) => {
      if (!/^(kubectl|curl|amtool) /.test(line) || /\{\{|\\$/.test(line)) return false;
      // A tunnel is a step for what goes through it.
      return !line.includes("port-forward") || /^(curl|amtool) /.test(all[index + 1] ?? "");
    });
  const steps: string[] = [];
  for (const command of commands) {
    if (steps.length === STEPS || Buffer.byteLength([...steps, command].join("\n")) > LENGTH) break;
    steps.push(command);
  }
  if (steps.at(-1)?.includes("port-forward")) steps.pop();
  return steps.length === 0 ? undefined : steps.join("\n");
}

/** How the health of an application is asked for: `apps[].health`. */
import { z } from "zod";
import { words } from "./bounds";
import { count, duration, name } from "./types";

/** The endpoint of an application that says how it is. */
export const health = z
  .strictObject({
    path: words()
      .regex(/^\/[\w./~%-]*$/, { error: "is not a path (for example /health)" })
      .default("/health")
      .describe("where it is served; an answer of 200 to 299 within probing.timeout says that all is well"),
    service: name().optional().describe("the Kubernetes Service that is asked. Default: the application's name"),
    port: count(65_535).optional().describe("the port of that Service. Default: `port`, where that is a number"),
    interval: duration().optional().describe("how often it is asked for. Default: probing.interval"),
  })
  .optional()
  .describe(
    "its health endpoint, asked for from the cluster by its Service; that it does not answer, or is not well, alerts. Default: it is not asked for",
  );

/** What is read of an application here. */
export interface AskedApp {
  name: string;
  namespace?: string | undefined;
  port?: number | string | undefined;
  health?: z.output<typeof health>;
}

/** An application whose health is asked for, of which everything is known. */
export type HealthyApp<A extends AskedApp = AskedApp> = A & { namespace: string; health: NonNullable<A["health"]> };

/** Whether its health is asked for. A check refuses one whose address is not known. */
export function asksHealth<A extends AskedApp>(app: A): app is HealthyApp<A> {
  return app.health !== undefined && app.namespace !== undefined && healthPort(app) !== undefined;
}

/** The port of the Service; undefined where it is not known by number. */
export function healthPort({ health: own, port }: AskedApp): number | undefined {
  return own?.port ?? (typeof port === "number" ? port : undefined);
}

/** Where it is asked for its health, from within the cluster. */
export function healthUrl(app: HealthyApp): string {
  const { path, service = app.name } = app.health;
  return `http://${service}.${app.namespace}.svc:${healthPort(app) ?? ""}${path}`;
}

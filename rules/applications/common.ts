/** What the alerts about applications, bots and workers have in common. */
import { APPLICATION_UID } from "../../names/dashboards";
import { PLATFORM } from "../rule";

export const common = { ...PLATFORM, component: "applications", dashboard: APPLICATION_UID };

/** Requests, commands or jobs a second below which a share or a quantile says nothing: 15 in five minutes. */
export const ENOUGH = 0.05;

/** What an alert says of a service. */
export const SERVICE = "{{ $labels.service }} in {{ $labels.namespace }}";

/** What an alert says of one process of a service, which may have no pod. */
export const PROCESS = `${SERVICE}{{ with $labels.pod }} (pod {{ . }}){{ end }}`;

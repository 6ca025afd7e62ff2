/** The page of Loki: whether it answers, takes every line, and keeps it as long as it should. */
import { LOGS_UID, LOKI_UID, MONITORING_UID, STORAGE_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import * as health from "./logs-overview/health";
import { lokiVariable } from "./loki";
import * as now from "./loki-store/now";
import * as requests from "./loki-store/requests";
import * as store from "./loki-store/store";
import { type Dashboard, labelVariable, link, page } from "./page";

export function lokiDashboard(settings: Settings): Dashboard {
  return page({
    uid: LOKI_UID,
    title: "Loki",
    description:
      "The store of lines: whether Loki answers, takes every line, keeps it as long as it should, and evaluates the rules over lines.",
    tags: ["platform", "logs"],
    about: 'component="loki"',
    rollouts: false,
    links: [
      link("Lines", `/d/${LOGS_UID}`),
      link("Monitoring itself", `/d/${MONITORING_UID}`),
      link("Volumes", `/d/${STORAGE_UID}`),
    ],
    variables: [
      lokiVariable(),
      labelVariable("pod", "Pod", `loki_build_info{namespace="${settings.cluster.namespace}"}`),
    ],
    isOverview: true,
    rows: {
      Now: [
        now.notReady(settings),
        now.failing(settings),
        health.refused().span(6),
        health.shippers(settings).span(6),
        now.pods(settings),
        now.alerts(settings),
      ],
      "Lines and requests": [
        health.received(settings).span(6).height(7),
        health.lost(settings).span(6).height(7),
        health.latency(settings).span(6).height(7),
        requests.failed(settings).span(6).height(7),
      ],
      "Who asks and how much": [requests.byRoute(settings), requests.bytes(settings), requests.slowPods(settings)],
      "Memory and disk": [
        store.streams(settings),
        store.memory(settings),
        store.log(settings),
        store.volumes(settings),
      ],
      "What is stored and deleted": [store.flushes(settings), store.objects(settings), store.ages(settings)],
      "Rules over lines": [health.rules(settings), requests.lastEvaluated(settings)],
      "Its own lines": [store.lines(settings)],
    },
  });
}

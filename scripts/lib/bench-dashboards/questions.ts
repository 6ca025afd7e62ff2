/** Questions that other pages answer too: like is timed beside like, with the same namespace picked where they show just one. */
import {
  MONITORING_UID,
  NETWORK_UID,
  NODE_UID,
  OVERVIEW_UID,
  STORAGE_UID,
  WORKLOADS_UID,
} from "../../../names/dashboards";
import type { Dashboard } from "../../../dashboards/page";
import type { Sources } from "../panels/sources";
import { type Measured, measured } from "./measured";

export interface Question {
  /** What is asked, in a few words. */
  asks: string;
  /** The page of ours that answers it. */
  uid: string;
  /** The row of it that does, by its title. Default: all of them. */
  row?: string;
  /** The pages of kube-prometheus-stack that answer it, by their titles. */
  theirs: readonly string[];
  /** Variables that both have, of which theirs show one value at a time. */
  picks?: readonly string[];
}

const RESOURCES = "Kubernetes / Compute Resources";

export const QUESTIONS: readonly Question[] = [
  { asks: "the cluster", uid: OVERVIEW_UID, theirs: [`${RESOURCES} / Cluster`] },
  { asks: "the network", uid: NETWORK_UID, theirs: ["Kubernetes / Networking / Cluster"] },
  {
    asks: "the nodes, and one of them",
    uid: NODE_UID,
    theirs: ["Node Exporter / USE Method / Cluster", "Node Exporter / USE Method / Node", "Node Exporter / Nodes"],
  },
  {
    asks: "workloads and pods of a namespace",
    uid: WORKLOADS_UID,
    theirs: [`${RESOURCES} / Namespace (Workloads)`, `${RESOURCES} / Namespace (Pods)`, `${RESOURCES} / Pod`],
    picks: ["namespace"],
  },
  {
    asks: "volumes of a namespace",
    uid: STORAGE_UID,
    row: "Volumes",
    theirs: ["Kubernetes / Persistent Volumes"],
    picks: ["namespace"],
  },
  { asks: "Prometheus", uid: MONITORING_UID, row: "Prometheus", theirs: ["Prometheus / Overview"] },
  { asks: "Alertmanager", uid: MONITORING_UID, row: "Alertmanager", theirs: ["Alertmanager / Overview"] },
  { asks: "Grafana", uid: MONITORING_UID, row: "Grafana", theirs: ["Grafana Overview"] },
];

/** A question, and the pages that answer it, ours and the others'. */
export interface Compared {
  question: Question;
  ours: Measured;
  theirs: readonly Measured[];
}

/** Times what of our pages answers the questions that the others answer. @param answered The others, timed. */
export async function sideBySide(
  sources: Sources,
  pages: readonly Dashboard[],
  answered: readonly Measured[],
): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const question of QUESTIONS) {
    const { uid, row, picks = [] } = question;
    const theirs = answered.filter(({ title }) => question.theirs.includes(title));
    const page = pages.find((one) => one.uid === uid);
    if (page === undefined || theirs.length === 0) continue;
    const picked = Object.fromEntries(
      picks.flatMap((name) =>
        theirs.flatMap((other) => (name in other.picked ? [[name, other.picked[name] ?? []]] : [])),
      ),
    );
    const ours = await measured(sources, page, { ...(row === undefined ? {} : { row }), picked });
    compared.push({ question, ours, theirs });
  }
  return compared;
}

/** The dashboard "Log overview": what is being logged, by whom, and how much of it is errors. */
import { LEVELS } from "./colors";
import { count, distinct, share } from "./columns";
import { page } from "./page";
import { metric, type Panel, ranking, search, timeline } from "./panels";
import { ERRORS } from "./queries";
import type { SavedObject } from "./saved-object";

const byLevel = { field: "log.level", label: "Level", size: 7 } as const;

export function logOverview(): SavedObject {
  return page({
    id: "log-overview",
    title: "Log overview",
    description: "What is being logged, by which namespaces and services, and how much of it is errors.",
    since: "1h",
    dataView: "logs",
    controls: [
      { field: "kubernetes.namespace", title: "Namespace" },
      { field: "service.name", title: "Service" },
      { field: "log.level", title: "Level" },
    ],
    rows: [
      { height: 6, panels: [lines(), errors(), errorShare(), services()] },
      { height: 12, panels: [volume(), namespaces()] },
      { height: 12, panels: [topServices(), errorsOverTime()] },
      { height: 22, panels: [latest()] },
    ],
  });
}

function lines(): Panel {
  return metric(
    { id: "lines", title: "Lines", description: "How many lines were stored in the time shown.", width: 12 },
    count("Lines"),
  );
}

function errors(): Panel {
  return metric(
    { id: "errors", title: "Errors", description: "Lines of level error or fatal.", width: 12 },
    count("Errors", ERRORS),
  );
}

function errorShare(): Panel {
  return metric(
    {
      id: "error-share",
      title: "Error share",
      description: "Errors among all lines. A jump is worth a look even where the number of errors stays small.",
      width: 12,
    },
    share("share", "Error share", ERRORS),
  );
}

function services(): Panel {
  return metric(
    {
      id: "services",
      title: "Services that log",
      description: "How many services wrote at least one line. One fewer than usual may have died in silence.",
      width: 12,
    },
    distinct("Services", "service.name"),
  );
}

function volume(): Panel {
  return timeline({
    id: "volume",
    title: "Lines by level",
    description: "Lines over time. A hole means that nothing was stored: look at the collectors.",
    width: 30,
    split: byLevel,
    colors: LEVELS,
  });
}

function namespaces(): Panel {
  return ranking({
    id: "namespaces",
    title: "Namespaces",
    description: "The namespaces with the most lines, by level.",
    width: 18,
    of: { field: "kubernetes.namespace", label: "Namespace", size: 10 },
    split: byLevel,
    colors: LEVELS,
  });
}

function topServices(): Panel {
  return ranking({
    id: "top-services",
    title: "Services",
    description: "The services with the most lines, by level. Much debug costs storage.",
    width: 18,
    of: { field: "service.name", label: "Service", size: 10 },
    split: byLevel,
    colors: LEVELS,
  });
}

function errorsOverTime(): Panel {
  return timeline({
    id: "errors-over-time",
    title: "Errors by service",
    description: "Lines of level error or fatal over time. Several services at once share a cause.",
    width: 30,
    query: ERRORS,
    split: { field: "service.name", label: "Service", size: 8, other: true },
  });
}

function latest(): Panel {
  return search({
    id: "latest",
    title: "Latest lines",
    description: "The lines themselves, newest first; a trace's id leads to the trace.",
    width: 48,
    search: "latest-lines",
  });
}

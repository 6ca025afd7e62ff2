/** Kibana's spaces and what is in them: one for those who read logs, and one for those who read audit events too. */
import { kibanaSavedObjects, type Readers } from "../../../dashboards/kibana";
import { AUDIT_SPACE, SPACE } from "../../../names/elastic";
import type { Settings } from "../../../settings";
import { put, type SetupRequest } from "./request";

interface Space {
  id: string;
  name: string;
  description: string;
  color: string;
  readers: Readers;
  /** The file with its saved objects: data views, searches, dashboards. */
  file: string;
}

const SPACES: readonly Space[] = [
  {
    id: SPACE,
    name: "Logs",
    description: "The platform's logs. What is here comes from the observability program, and is overwritten by it.",
    color: "#0077CC",
    readers: "logs",
    file: "saved-objects.ndjson",
  },
  {
    id: AUDIT_SPACE,
    name: "Audit",
    description: "Logs and audit events. What is here comes from the observability program, and is overwritten by it.",
    color: "#BD271E",
    readers: "audit",
    file: "saved-objects-audit.ndjson",
  },
];

/** Each space is made or brought up to date; saved objects of the same id are overwritten. */
export const KIBANA_REQUESTS: readonly SetupRequest[] = SPACES.flatMap(
  ({ id, name, description, color, file }): SetupRequest[] => {
    // Which features there are differs from version to version, and an unknown one is refused: all are on.
    const space = { id, name, description, color, disabledFeatures: [] };
    return [
      { target: "kibana", method: "POST", path: "/api/spaces/space", body: space, expect: [200, 409] },
      { ...put("kibana", `/api/spaces/space/${id}`, space), after: 409 },
      {
        target: "kibana",
        method: "POST",
        path: `/s/${id}/api/saved_objects/_import?overwrite=true`,
        upload: file,
        // It is answered with 200 even if objects were refused.
        expect: [{ status: 200, answer: '"success":true' }],
      },
    ];
  },
);

/** The files that are uploaded, by name. */
export function savedObjectFiles(settings: Settings): Record<string, string> {
  return Object.fromEntries(SPACES.map(({ file, readers }) => [file, kibanaSavedObjects(settings, readers)]));
}

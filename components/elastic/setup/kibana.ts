/** Kibana's space and what is in it. */
import { SPACE } from "../../../names/elastic";
import { put, type SetupRequest } from "./request";

/** The file with the saved objects: data views, searches, dashboards. */
export const SAVED_OBJECTS_FILE = "saved-objects.ndjson";

const space = {
  id: SPACE,
  name: "Logs",
  description: "The platform's logs. What is here comes from the observability program, and is overwritten by it.",
  color: "#0077CC",
  // Which features there are differs from version to version, and an unknown one is refused: all are on.
  disabledFeatures: [],
};

/** The space is made or brought up to date; saved objects of the same id are overwritten. */
export const KIBANA_REQUESTS: readonly SetupRequest[] = [
  { target: "kibana", method: "POST", path: "/api/spaces/space", body: space, expect: [200, 409] },
  { ...put("kibana", `/api/spaces/space/${SPACE}`, space), after: 409 },
  {
    target: "kibana",
    method: "POST",
    path: `/s/${SPACE}/api/saved_objects/_import?overwrite=true`,
    upload: SAVED_OBJECTS_FILE,
    // It is answered with 200 even if objects were refused.
    expect: [{ status: 200, answer: '"success":true' }],
  },
];

/** The Job that sets Elasticsearch or Kibana up: one pod, once for each version of what it sends. */
import type { Settings } from "../../../settings";
import { ELASTICSEARCH_CA, elasticsearchUrl, KIBANA_CA, kibanaUrl } from "../../../names/elastic";
import { userSecret } from "../users";
import { contentHash, RUNNER_FILE, type SetupName } from "./index";

const SETUP = "/setup";
const CREDENTIALS = "/credentials";
const ELASTICSEARCH_CERTIFICATE = "/certificates/elasticsearch";
const KIBANA_CERTIFICATE = "/certificates/kibana";

/** How long the runner waits and tries again, in seconds; the Job's own limit leaves it time to say what failed. */
const SECONDS = 600;

export interface JobArgs {
  name: SetupName;
  /** The version of Elasticsearch, whose image is on the machines already, and has bash and curl. */
  version: string;
  files: Record<string, string>;
}

/** The image that the Jobs run. */
export function setupImage(version: string): string {
  return `docker.elastic.co/elasticsearch/elasticsearch:${version}`;
}

/**
 * The Job's name: with a hash of what it does, as a Job cannot be changed, and one that has run does not run again. It has no
 * time to live: it would be deleted after it, and be made and run again by the next `up`.
 */
export function jobName({ name, version, files }: JobArgs): string {
  return `${name}-${contentHash(files, version)}`;
}

/** The Job's spec. */
export function jobSpec(settings: Settings, { name, version }: JobArgs) {
  const kibana = name === "kibana-setup";
  const secret = (volume: string, secretName: string, keys: string[]) => ({
    name: volume,
    secret: { secretName, defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })) },
  });
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  const env = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ name: key, value }));
  return {
    backoffLimit: 2,
    activeDeadlineSeconds: 3 * (SECONDS + 120),
    template: {
      metadata: { labels: { "app.kubernetes.io/name": name } },
      spec: {
        // A new pod for each attempt: the logs of those that failed stay.
        restartPolicy: "Never",
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1000,
          fsGroup: 1000,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: "setup",
            image: setupImage(version),
            command: ["bash", `${SETUP}/${RUNNER_FILE}`],
            env: env({
              SETUP_DIR: SETUP,
              SETUP_SECONDS: String(SECONDS),
              CREDENTIALS_DIR: CREDENTIALS,
              ...(kibana
                ? { KIBANA_URL: kibanaUrl(settings), KIBANA_CA: `${KIBANA_CERTIFICATE}/ca.crt` }
                : {
                    ELASTICSEARCH_URL: elasticsearchUrl(settings),
                    ELASTICSEARCH_CA: `${ELASTICSEARCH_CERTIFICATE}/ca.crt`,
                  }),
            }),
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
            volumeMounts: [
              mount("setup", SETUP),
              mount("credentials", CREDENTIALS),
              mount("certificate", kibana ? KIBANA_CERTIFICATE : ELASTICSEARCH_CERTIFICATE),
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
        volumes: [
          { name: "setup", configMap: { name, defaultMode: 0o444 } },
          secret("credentials", userSecret("setup"), ["username", "password"]),
          secret("certificate", kibana ? KIBANA_CA : ELASTICSEARCH_CA, ["ca.crt"]),
          { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
        ],
      },
    },
  };
}

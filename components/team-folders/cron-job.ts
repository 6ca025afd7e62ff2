/** The job that looks after the teams' folders, as Kubernetes runs it. */
import { GRAFANA } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import { TEAM_FOLDER_PREFIX } from "../../settings/grafana";
import { renderDashboard } from "../../dashboards";
import { traceability } from "../../dashboards/traceability";
import { hasTenants } from "../../names/loki";
import { auditDataSource } from "../datasources";
import { ADMIN_USER, GRAFANA_KEYS, GRAFANA_SECRET } from "../kube-prometheus-stack/grafana";
import { AUDIT_TEAM } from "../loki/tenants";
import { bundled, NODE_IMAGE, UNPRIVILEGED_CONTAINER, UNPRIVILEGED_POD } from "../support/program";
import { type AuditOrganisation, type JobConfig, PASSWORD_FILE, USER_FILE } from "./config";

/** The name of all that is made for it, and of its pods' label. */
export const TEAM_FOLDERS = "team-folders";

/** The organisation of those who read Loki's audit events. */
export const AUDIT_ORGANISATION = "Audit";

const LABELS = { "app.kubernetes.io/name": TEAM_FOLDERS };
const PROGRAM = "program.cjs";
const CONFIG = "config.json";
const FOLDER = "/team-folders";
const CREDENTIALS = "/credentials";

/** Who signs in for the first time is a member within that time. */
const SCHEDULE = "*/5 * * * *";
const SECONDS = 240;

/** Less than {@link SECONDS} in all: a Grafana that is exchanged is back within two minutes. */
const PATIENCE = { attempts: 7, delayMs: 20_000 };

export function teamFoldersBundle(): string {
  return bundled(`import "./components/team-folders/job.ts"`);
}

/** Its configuration, as the text of a file. */
export function teamFoldersConfig(settings: Settings): string {
  const { cluster, grafana } = settings;
  const audit = auditOrganisation(settings);
  const config: JobConfig = {
    url: `http://${GRAFANA}.${cluster.namespace}.svc`,
    teams: grafana.teams.map(({ name, members }) => ({ name, folder: `${TEAM_FOLDER_PREFIX}${name}`, members })),
    ...(audit === undefined ? {} : { auditOrganisation: audit }),
    patience: PATIENCE,
    credentials: CREDENTIALS,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Whether there is something for the job to do. */
export function hasTeamFolders(settings: Settings): boolean {
  return settings.grafana.teams.length > 0 || hasTenants(settings);
}

/** Where Loki keeps audit events apart, the team that alone reads them, the data source that has them, and the page that shows them. */
function auditOrganisation(settings: Settings): AuditOrganisation | undefined {
  const dataSource = auditDataSource(settings);
  if (dataSource === undefined) return undefined;
  const { members = [] } = settings.grafana.teams.find(({ name }) => name === AUDIT_TEAM) ?? {};
  return {
    name: AUDIT_ORGANISATION,
    admin: ADMIN_USER,
    members,
    // The dollars of provisioning files are doubled; the API takes them as they are.
    dataSource: JSON.parse(
      JSON.stringify({ ...dataSource, isDefault: true }).replaceAll("$$", "$"),
    ) as typeof dataSource & Record<string, unknown>,
    dashboards: [JSON.parse(renderDashboard(traceability(settings))) as Record<string, unknown>],
  };
}

/** The files of its ConfigMap. */
export function teamFoldersFiles(settings: Settings): Record<string, string> {
  return { [PROGRAM]: teamFoldersBundle(), [CONFIG]: teamFoldersConfig(settings) };
}

/** The CronJob's spec. */
export function teamFoldersCronJob() {
  return {
    schedule: SCHEDULE,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: SECONDS,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      metadata: { labels: LABELS },
      spec: {
        // The next one comes soon enough.
        backoffLimit: 0,
        activeDeadlineSeconds: SECONDS,
        template: { metadata: { labels: LABELS }, spec: podSpec() },
      },
    },
  };
}

function podSpec() {
  const items = [
    { key: GRAFANA_KEYS.adminUser, path: USER_FILE },
    { key: GRAFANA_KEYS.adminPassword, path: PASSWORD_FILE },
  ];
  return {
    restartPolicy: "Never",
    ...UNPRIVILEGED_POD,
    containers: [
      {
        name: TEAM_FOLDERS,
        image: NODE_IMAGE,
        command: ["node", `${FOLDER}/${PROGRAM}`, `${FOLDER}/${CONFIG}`],
        securityContext: UNPRIVILEGED_CONTAINER,
        resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "128Mi" } },
        volumeMounts: [
          { name: "program", mountPath: FOLDER, readOnly: true },
          { name: "credentials", mountPath: CREDENTIALS, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "program", configMap: { name: TEAM_FOLDERS, defaultMode: 0o444 } },
      { name: "credentials", secret: { secretName: GRAFANA_SECRET, defaultMode: 0o440, items } },
    ],
  };
}

/** Nobody has a reason to connect to it. */
export const TEAM_FOLDERS_INGRESS = { podSelector: { matchLabels: LABELS }, policyTypes: ["Ingress"] };

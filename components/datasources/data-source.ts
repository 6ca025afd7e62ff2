/** What Grafana is told of a data source. */

/** A data source as Grafana's provisioning takes it: `$` begins a variable there, so a dollar that is meant is `$$`. */
export interface DataSource {
  name: string;
  type: string;
  uid: string;
  url: string;
  access: "proxy";
  isDefault: boolean;
  jsonData: Record<string, unknown>;
  basicAuth?: boolean;
  basicAuthUser?: string;
  /** Never a secret itself: `$__file{…}` of a Secret that Grafana has mounted, or the name of a tenant. */
  secureJsonData?: Record<string, string>;
}

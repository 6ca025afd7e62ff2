/** The package's entry: the component, and what it is told. */
export type { Health, MonitoredAppArgs, Scraping, SloAlerts, Slo } from "./args";
export { MonitoredApp } from "./monitored-app";

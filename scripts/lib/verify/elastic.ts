/** Elasticsearch: a document that is taken from the user that writes lines, and given back to the one that reads them. */
import { dataStream } from "../../../components/elastic/streams";
import { type ElasticUser, userSecret } from "../../../components/elastic/users";
import { ELASTICSEARCH_CA, ELASTICSEARCH_PORT, ELASTICSEARCH_SERVICE, elasticsearchHost } from "../../../names/elastic";
import { hasElastic } from "../../../settings";
import { judged, type Outcome, passed, skipped } from "./outcome";
import { askService, type Question, type World } from "./world";

const SERVICE = [ELASTICSEARCH_SERVICE, ELASTICSEARCH_PORT] as const;

/** A check that writes a document, once, and searches for it until it is there. */
export function elasticsearchDocument(): (world: World) => Promise<Outcome> {
  let id: string | undefined;
  return async (world) => {
    const { settings } = world;
    if (!hasElastic(settings)) return skipped("there is no section elastic");
    // Asked for first: without it nothing else has to be.
    await world.endpoints(...SERVICE);
    const stream = dataStream("kubernetes");
    id ??= (
      await asked<{ _id: string }>(world, "log-writer", {
        method: "POST",
        path: `/${stream}/_doc`,
        body: document(world),
      })
    )._id;
    const body = { size: 1, _source: false, query: { ids: { values: [id] } } };
    const found = await asked<{ hits: { hits: unknown[] } }>(world, "viewer", {
      method: "POST",
      path: `/${stream}/_search`,
      body,
    });
    if (found.hits.hits.length > 0) return passed("a document was taken and given back");
    const next = `kubectl -n ${settings.cluster.namespace} logs -l common.k8s.elastic.co/type=elasticsearch --tail=50`;
    return judged([{ what: "a document was taken, and is not given back", next }], "a document", "");
  };
}

/** A line as the log shippers write it. */
function document({ settings }: Pick<World, "settings">): Record<string, unknown> {
  return {
    "@timestamp": new Date().toISOString(),
    message: "npm run verify",
    cluster: settings.cluster.name,
    namespace: settings.cluster.namespace,
    service: "verification",
    level: "info",
  };
}

/** Asks as one of the platform's users, whose password stays in memory. */
async function asked<T>(world: World, user: ElasticUser, question: Question): Promise<T> {
  const [account, authority] = await Promise.all([world.secret(userSecret(user)), world.secret(ELASTICSEARCH_CA)]);
  return askService<T>(world, SERVICE, {
    ...question,
    user: { name: account["username"] ?? user, password: account["password"] ?? "" },
    tls: { ca: authority["ca.crt"] ?? "", name: elasticsearchHost(world.settings) },
  });
}

import { itFinds } from "./parse";

describe("mistakes in which store the rules over logs look at", () => {
  itFinds("rules over logs on a store that is not there", { logs: { engine: "none", rulesOn: "loki" }, elastic: {} }, [
    'logs.rulesOn: "loki", and logs.engine is none: nothing evaluates the rules over logs -> npx pulumi config rm --stack dev --path logs.rulesOn',
  ]);
  itFinds("rules over logs on the other one", { logs: { rulesOn: "elastic" } }, [
    'logs.rulesOn: "elastic", and there is no section elastic: nothing evaluates the rules over logs -> npx pulumi config rm --stack dev --path logs.rulesOn',
  ]);
  itFinds("none in rules on either of two", { logs: { rulesOn: "elastic" }, elastic: {} }, []);
});

import { testTools } from "../../scripts/lib/tools";
import { consumersTake, programRuns } from "../support/fuzz/accepted";
import { consumersWith } from "../support/fuzz/consumers";
import { properties } from "../support/fuzz/properties";

// Few, and always the same: `npm run test:fuzz` draws others, and more.
properties({ seed: 1, read: 60, run: 3 });
programRuns({ seed: 1, count: 3 });
consumersTake(consumersWith(...testTools.test), { seed: 1, count: 20 });

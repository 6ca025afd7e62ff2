import { testTools } from "../../scripts/lib/tools";
import { consumersTake, programRuns } from "../support/fuzz/accepted";
import { consumersWith } from "../support/fuzz/consumers";
import { properties } from "../support/fuzz/properties";

/** `FUZZ_SEED=7 npm run test:fuzz` draws those of an earlier run again; `FUZZ_RUNS` is how many files are read. */
const { FUZZ_SEED, FUZZ_RUNS = "2000" } = process.env;
const seed = FUZZ_SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(FUZZ_SEED);
const read = Number(FUZZ_RUNS);
const count = Math.ceil(read / 20);

properties({ seed, read, run: count, seconds: 30 });
programRuns({ seed, count });
consumersTake(consumersWith(...testTools.test, ...testTools.logs, ...testTools.traces), { seed, count });

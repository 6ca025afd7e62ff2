import { testTools } from "../../scripts/lib/tools";
import { consumersTake } from "../support/fuzz/accepted";
import { consumersWith } from "../support/fuzz/consumers";

consumersTake(
  consumersWith(...testTools.logs).filter(({ tool }) => tool !== undefined),
  { seed: 1, count: 20 },
);

/** Variables in what the browser draws: the page's own, and those of a field, such as `${__field.labels.pod}`. */
import {
  type DataFrame,
  type Field,
  getFieldDisplayName,
  getFrameDisplayName,
  type InterpolateFunction,
} from "@grafana/data";
import type { PageJson } from "../shared/page";
import { inText, interpolated } from "../shared/variables";

interface Context {
  frame: DataFrame;
  data: DataFrame[];
  field: Field;
}

export function replacing({ picked, from, to }: PageJson): InterpolateFunction {
  return (text, scoped) => {
    const context = scoped?.__dataContext?.value as Context | undefined;
    return interpolated(text, (name, _, path = "") => {
      const found = picked.find((variable) => variable.name === name);
      if (found !== undefined) return inText(found);
      if (name === "__from") return String(from);
      if (name === "__to") return String(to);
      if (context === undefined) return undefined;
      const { field, frame, data } = context;
      if (name === "__field" && path.startsWith("labels.")) return field.labels?.[path.slice("labels.".length)] ?? "";
      if (name === "__field" && path === "name") return field.name;
      if (name === "__field") return getFieldDisplayName(field, frame, data);
      if (name === "__series") return getFrameDisplayName(frame);
      return undefined;
    });
  };
}

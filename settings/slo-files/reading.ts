/** What the readers of files of service levels have in common. */
import type { z } from "zod";

/** An SLO as a file has it: in the settings' own form, before that is looked at. */
export interface FileSlo {
  service: string;
  /** The team that the file names, if it does. */
  team: string | undefined;
  /** Where in the document it is. */
  at: string;
  /** Whether its queries have to say where their range goes. */
  windowed: boolean;
  slo: Record<string, unknown> & { name: string };
}

/** A document while it is read. */
export interface Reading {
  /** What a schema makes of a value, every mistake refused by its name; undefined where there is one. */
  parsed: <T extends z.ZodType>(schema: T, value: unknown) => z.output<T> | undefined;
  /** Says what is not understood. */
  refuse: (problem: string) => void;
  /** The same for a part, by whose name what is refused of it begins. */
  within: (name: string) => Reading;
}

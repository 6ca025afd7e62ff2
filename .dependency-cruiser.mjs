// settings ◂ names, log-format ◂ rules, dashboards ◂ reports ◂ components ◂ stacks ◂ index.ts, scripts, packages: a floor imports from those to its left.
const FLOORS = [
  ["settings"],
  ["names", "log-format"],
  ["rules", "dashboards"],
  ["reports"],
  ["components"],
  ["stacks"],
  ["index.ts", "scripts", "packages"],
];

const PURE = [...FLOORS.slice(0, 4).flat(), "components/.*/(checks|credentials|estimates)\\.ts"];
const anyOf = (paths) => `^(${paths.join("|")})(/|$)`;

export default {
  forbidden: [
    ...FLOORS.flatMap((floor, index) =>
      floor.map((room) => ({
        name: `${room} imports from the floors to its left`,
        severity: "error",
        from: { path: anyOf([room]) },
        to: { path: anyOf(FLOORS.slice(index).flat()), pathNot: anyOf([room]) },
      })),
    ),
    {
      name: "nothing of the product imports from the tests",
      severity: "error",
      from: { pathNot: "^test/" },
      to: { path: "^test/" },
    },
    {
      name: "nothing of the product imports from the examples",
      severity: "error",
      from: { pathNot: "^(examples|test)/" },
      to: { path: "^examples/" },
    },
    {
      name: "an example stands by itself",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: anyOf([...FLOORS.flat(), "test"]) },
    },
    {
      name: "nothing imports from outside the checkout",
      severity: "error",
      // Its packages are in the tools' cache.
      from: { pathNot: "^tools/pictures/src/" },
      to: { path: "^\\.\\./" },
    },
    { name: "no circle of files", severity: "error", from: {}, to: { circular: true } },
    {
      name: "rules, dashboards, reports, checks and what they stand on run without Pulumi",
      severity: "error",
      from: { path: anyOf(PURE) },
      to: { path: "node_modules/@pulumi/" },
    },
  ],
  options: {
    // Types count as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};

import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "**/dist/", ".build/", "rendered/"] },
  {
    files: ["**/*.ts"],
    ignores: ["tools/pictures/src/**"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "max-lines": ["error", { max: 220, skipComments: true }],
    },
  },
  {
    // What the browser runs: its packages are not the project's, so its types are checked by `npm run test:pictures`.
    files: ["tools/pictures/src/**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strict],
    rules: { "max-lines": ["error", { max: 220, skipComments: true }] },
  },
  {
    // The describe and the it of mocha and of node:test return promises that nobody has to await.
    files: ["test/**/*.ts", "examples/**/test/**/*.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
);

import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** The seam's borders: which folder may know what. */
const forbid = (message, ...patterns) => ({ group: patterns, message });

const docker = forbid(
  "Docker resources stay below the seam: only components/workload/docker*.ts know them.",
  "@pulumi/docker",
);
const kubernetes = forbid(
  "Kubernetes resources stay below the seam: only components/workload/kubernetes*.ts know them.",
  "@pulumi/kubernetes",
);
const pulumi = forbid("This folder decides in pure functions: no Pulumi here.", "@pulumi/*", "@pulumiverse/*");
const borders = (...patterns) => ({ "@typescript-eslint/no-restricted-imports": ["error", { patterns }] });

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      ".airpath/",
      "artifacts/",
      "**/__snapshots__/",
      "components/hls/**/*.js",
      "components/page/site/hls.js",
      "components/cache/*.js",
      "components/monitoring/**/*.js",
    ],
  },
  eslint.configs.recommended,
  {
    // Types stand in comments there; whether names exist, tsc tells (components/page/tsconfig.json).
    files: ["components/page/site/*.js"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { "no-undef": "off", eqeqeq: "error", "no-console": "error", "max-lines": ["error", 300] },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...borders(docker, kubernetes),
      // node:test is not in use; Jest's describe and it return nothing to await.
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowNullish: true, allowBoolean: true },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // An interface that promises may be met by one that has nothing to wait for; chunks of text may be added up.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-plus-operands": "off",
      "preserve-caught-error": "off",
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.test.ts", "components/mocks.ts"],
    rules: {
      "max-lines": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-implied-eval": "off",
    },
  },
  { files: ["components/workload/docker*.ts"], rules: borders(kubernetes) },
  { files: ["components/workload/kubernetes*.ts"], rules: borders(docker) },
  {
    files: ["components/workload/**/*.ts"],
    ignores: ["components/workload/docker*.ts", "components/workload/kubernetes*.ts"],
    rules: borders(
      docker,
      kubernetes,
      forbid(
        "The seam knows no stations and no other component.",
        "**/station-inventory/**",
        "../[!.]*",
        "../../components/*",
        "**/stacks/**",
      ),
    ),
  },
  {
    files: ["station-inventory/**/*.ts"],
    rules: borders(
      pulumi,
      forbid(
        "The inventory stands below everything: it knows no component and no stack.",
        "**/components/**",
        "**/stacks/**",
        "**/verbs/**",
      ),
    ),
  },
  {
    files: ["components/**/config.ts", "components/**/xml.ts", "components/**/settings.ts"],
    rules: borders(pulumi),
  },
  { files: ["alerts/**/*.ts"], rules: borders(pulumi) },
  {
    files: ["verbs/**/*.ts"],
    rules: borders(
      pulumi,
      forbid(
        "Verbs run Pulumi as a program and read its outputs; they load no component that does.",
        "**/components/workload/docker*",
        "**/components/workload/kubernetes*",
        "**/components/fleet",
        "**/stacks/local",
        "**/stacks/preprod",
        "**/stacks/prod",
        "**/stacks/on-kubernetes",
        "**/stacks/main",
      ),
    ),
  },
  {
    files: ["toolchain/**/*.ts"],
    rules: borders({
      regex: "^@pulumi/(?!(docker|kubernetes)/package\\.json$)",
      message: "Set-up reads the package's version and nothing else of it.",
    }),
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        module: "writable",
        require: "readonly",
        exports: "writable",
        __dirname: "readonly",
        process: "readonly",
      },
    },
  },
);

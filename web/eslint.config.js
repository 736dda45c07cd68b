import tseslint from "typescript-eslint";

export default tseslint.config(...tseslint.configs.strict, {
  ignores: ["src/api/schema.d.ts"],
  rules: { "max-lines": ["error", 400], "max-lines-per-function": ["error", { max: 90 }] },
});

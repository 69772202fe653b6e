declare module "json-logic-js" {
  const jsonLogic: {
    apply(rule: unknown, document: unknown): unknown;
    add_operation(name: string, operation: (...values: never[]) => unknown): void;
  };
  export default jsonLogic;
}

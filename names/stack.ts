/** The label that the program puts on its namespace: the stack's name. Another stack that is deployed there conflicts with it. */
export const STACK_LABEL = "observability/stack";

import { onKubernetes } from "./on-kubernetes";

/** The stack `preprod`: as prod, smaller, heard by the team. */
export const preprod = () => onKubernetes("preprod");

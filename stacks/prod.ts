import { onKubernetes } from "./on-kubernetes";

/** The stack `prod`: what listeners hear. */
export const prod = () => onKubernetes("prod");

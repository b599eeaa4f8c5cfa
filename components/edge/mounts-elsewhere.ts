/**
 * The function that CloudFront runs where somebody asks it for an Icecast mount: it sends them to where Icecast is. Pure.
 * @returns JavaScript for cloudfront-js-2.0
 */
export const mountsElsewhere = (icecast: string): string => `function handler(event) {
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: {
      location: { value: "https://${icecast}" + event.request.uri },
      "cache-control": { value: "no-store" },
    },
  };
}
`;

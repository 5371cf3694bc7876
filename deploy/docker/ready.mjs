// Whether a service in this container is ready: `node ready.mjs PORT`. The image has no curl.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/readyz`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);

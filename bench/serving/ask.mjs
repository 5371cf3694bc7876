/** Sends a message to a child and waits for its answer of that name. */
export function ask(child, message, name) {
  return new Promise((resolve, reject) => {
    const listen = (said) => {
      if (said.failed) reject(new Error(said.failed));
      else if (said[name] === undefined) return;
      else resolve(said[name]);
      child.off('message', listen);
    };
    child.on('message', listen);
    child.send(message);
  });
}

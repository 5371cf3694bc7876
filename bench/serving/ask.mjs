/** Tells a child something and waits for what it has to say to that, by name. */
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

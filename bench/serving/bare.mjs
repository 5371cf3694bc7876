// What Node itself takes to answer: its bare `http` server with 15 kB of JSON that are ready. What a request has is read and dropped.
import { createServer } from 'node:http';

const ITEM = {
  item_id: '1082185',
  score: 3.5688178539276123,
  title: 'Fruit, 16 oz',
  reason: 'You bought this 24 times',
};
const BYTES = 15_000;
const one = JSON.stringify(ITEM).length + 1;
const body = JSON.stringify({ items: Array.from({ length: Math.round(BYTES / one) }, () => ITEM) });

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send({ ready: true }));
process.on('message', ({ end }) => (end ? process.exit(0) : process.send({ port: server.address().port })));
process.on('disconnect', () => process.exit(1));

import { KafkaClient } from '../client.js';
import { type KafkaEventBusOptions, kafkaSettings } from '../options.js';

/** Takes everything off the brokers that buses with this prefix made. */
export async function dropTopics(options: KafkaEventBusOptions): Promise<void> {
  const settings = kafkaSettings(options);
  const admin = new KafkaClient(settings).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(`${settings.prefix}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 10_000 });
  } finally {
    await admin.disconnect();
  }
}

// Multi-head attention as an op of TensorFlow.
#include "attention_forward.h"
#include "attention_inputs.h"
#include "parallel.h"

namespace stars {

void attentionGradient(Call& call);

namespace {

/** qkv: see AttentionInputs. mixed [B·Q, width], logs [B, heads, Q]. */
void attention(Call& call) {
  const AttentionInputs in = readAttentionInputs(call);
  float* mixed = call.output(0, {in.sequences * in.queries, in.width});
  float* logs = call.output(1, {in.sequences, in.heads, in.queries});
  const int64_t work = in.sequences * in.heads;
  parallelParts(work, partsOf(work, 1), [&](int, int64_t from, int64_t to) {
    AttentionScratch scratch(in);
    for (int64_t unit = from; unit < to; unit++) attendHead(in, unit / in.heads, unit % in.heads, scratch, mixed, logs);
  });
}

}  // namespace

void registerAttention() {
  registerKernel<attention>("StarsAttention",
                            {"qkv: float", "bias: float", "time: float", "gap: float", "prefix: int32",
                             "control: int32", "rate: float"},
                            {"mixed: float", "logs: float"});
  registerKernel<attentionGradient>("StarsAttentionGradient",
                                    {"qkv: float", "bias: float", "time: float", "gap: float", "prefix: int32",
                                     "control: int32", "rate: float", "mixed: float", "logs: float", "dmixed: float"},
                                    {"dqkv: float", "dbias: float", "dtime: float"});
}

}  // namespace stars

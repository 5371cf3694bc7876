#include "kernel.h"

#include <stdexcept>
#include <string>

namespace stars {

Call::Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {
  inputs_.resize(TF_NumInputs(context));
  for (int i = 0; i < inputs(); i++) TF_GetInput(context_, i, &inputs_[i], status_);
}

Call::~Call() {
  for (TF_Tensor* tensor : inputs_) TF_DeleteTensor(tensor);
  for (TF_Tensor* tensor : outputs_) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status_);
}

int64_t Call::dimension(int input, int axis) const {
  return axis < TF_NumDims(inputs_[input]) ? TF_Dim(inputs_[input], axis) : 1;
}

int64_t Call::size(int input) const { return TF_TensorElementCount(inputs_[input]); }

const float* Call::floats(int input) const { return static_cast<const float*>(TF_TensorData(inputs_[input])); }

const int32_t* Call::ints(int input) const { return static_cast<const int32_t*>(TF_TensorData(inputs_[input])); }

float* Call::inPlace(int input) const { return static_cast<float*>(TF_TensorData(inputs_[input])); }

float* Call::output(int index, std::initializer_list<int64_t> shape) {
  size_t bytes = sizeof(float);
  for (int64_t side : shape) bytes *= side;
  const int64_t* sides = shape.begin();
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, sides, static_cast<int>(shape.size()), bytes, status_);
  if (TF_GetCode(status_) != TF_OK) throw std::runtime_error(TF_Message(status_));
  outputs_.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

float* Call::outputLike(int index, int input) {
  int64_t sides[8];
  const int rank = TF_NumDims(inputs_[input]);
  size_t bytes = sizeof(float);
  for (int axis = 0; axis < rank && axis < 8; axis++) {
    sides[axis] = TF_Dim(inputs_[input], axis);
    bytes *= sides[axis];
  }
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, TF_FLOAT, sides, rank, bytes, status_);
  if (TF_GetCode(status_) != TF_OK) throw std::runtime_error(TF_Message(status_));
  outputs_.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

bool Call::require(bool condition, const char* message) {
  if (condition) return true;
  TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
  TF_OpKernelContext_Failure(context_, status_);
  return false;
}

namespace {

void check(TF_Status* status, const char* name) {
  if (TF_GetCode(status) == TF_OK) return;
  const std::string message = std::string(name) + ": " + TF_Message(status);
  TF_DeleteStatus(status);
  throw std::runtime_error(message);
}

}  // namespace

void runCall(TF_OpKernelContext* context, void (*compute)(Call&)) {
  Call call(context);
  try {
    compute(call);
  } catch (const std::exception& error) {
    call.require(false, error.what());
  }
}

void registerCompute(const char* name, std::initializer_list<const char*> inputs,
                     std::initializer_list<const char*> outputs, std::initializer_list<const char*> attributes,
                     void (*compute)(void*, TF_OpKernelContext*)) {
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  // Stateful: AdamW changes its moments in place, and nothing here is to be folded or merged.
  TF_OpDefinitionBuilderSetIsStateful(op, true);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, TF_ShapeInferenceContextSetUnknownShape);
  TF_Status* status = TF_NewStatus();
  TF_RegisterOpDefinition(op, status);
  check(status, name);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", nullptr, compute, nullptr);
  TF_RegisterKernelBuilder(name, kernel, status);
  check(status, name);
  TF_DeleteStatus(status);
}

}  // namespace stars

package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Layer;
import io.github.gru4j.tensor.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What versions of Keras 3 write differently for one layer: read with its meaning, or refused with the reason. */
class VersionsOfKeras3Test {

    private static Layer read(String className, String config) {
        String text = "{'module': 'keras.layers', 'class_name': '" + className + "', 'config': {" + config
                + "}, 'registered_name': null}";
        return KerasConfigs.keras3().layer(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Dense | 'units': 2, 'dtype': 'float32', 'activity_regularizer': null",
                "Dense | 'units': 2, 'dtype': {'module': 'keras', 'class_name': 'FloatDTypePolicy', 'config': {'name':"
                        + " 'float32'}, 'registered_name': null}",
                "Dense | 'units': 2, 'lora_rank': null, 'quantization_config': null",
                "Embedding | 'input_dim': 4, 'output_dim': 2, 'lora_rank': null, 'quantization_config': null",
                "Conv1D | 'filters': 2, 'kernel_size': [2], 'lora_rank': null",
                "InputLayer | 'batch_shape': [null, 3], 'dtype': 'float32', 'sparse': false",
                "InputLayer | 'batch_shape': [null, 3], 'dtype': 'float32', 'sparse': null, 'ragged': false,"
                        + " 'optional': false"
            })
    void aConfigOfAnotherVersionIsRead(String className, String config) {
        assertThat(read(className, config).dtype()).isEqualTo(DType.FLOAT32);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Dense | 'units': 2, 'lora_rank': 2, 'lora_alpha': 2 | lora_rank must be null, the only behaviour that is"
                        + " supported. Received: lora_rank=2.",
                "Dense | 'units': 2, 'dtype': {'module': 'keras.dtype_policies', 'class_name': 'QuantizedDTypePolicy',"
                        + " 'config': {'mode': 'int8', 'source_name': 'float32'}, 'registered_name': null} | mixed precision"
                        + " and quantized models are not supported. Received: 'QuantizedDTypePolicy'.",
                "Dense | 'units': 2, 'dtype': {'module': 'keras.dtype_policies', 'class_name': 'DTypePolicyMap', 'config':"
                        + " {'default_policy': null, 'policy_map': {}}, 'registered_name': null} | must be a DTypePolicy of"
                        + " float32 or float64. Received: DTypePolicyMap.",
                "InputLayer | 'batch_shape': [null, 3], 'sparse': true | sparse must be false, the only behaviour that is"
                        + " supported. Received: sparse=true.",
                "InputLayer | 'batch_shape': [null, 3], 'optional': true | optional must be false, the only behaviour that"
                        + " is supported. Received: optional=true."
            })
    void whatHasNoMeaningHereIsRefusedWithTheReason(String className, String config, String message) {
        assertThatThrownBy(() -> read(className, config))
                .isInstanceOf(KerasFormatException.class)
                .hasMessageEndingWith(message);
    }
}

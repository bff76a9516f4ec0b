package io.github.gru4j.keras;

import io.github.gru4j.optimizer.Adadelta;
import io.github.gru4j.optimizer.Adagrad;
import io.github.gru4j.optimizer.Adam;
import io.github.gru4j.optimizer.AdamW;
import io.github.gru4j.optimizer.Adamax;
import io.github.gru4j.optimizer.AdaptiveMoments;
import io.github.gru4j.optimizer.Ftrl;
import io.github.gru4j.optimizer.Lion;
import io.github.gru4j.optimizer.Nadam;
import io.github.gru4j.optimizer.Optimizer;
import io.github.gru4j.optimizer.Optimizers;
import io.github.gru4j.optimizer.RMSprop;
import io.github.gru4j.optimizer.SGD;
import java.util.List;

/** {@code keras.optimizers} in files. */
final class OptimizerConfigs {

    /** What Adam and its relatives share. */
    private static final List<Field<AdaptiveMoments, AdaptiveMoments.Builder<?>>> MOMENTS = List.of(
            Field.of("beta_1", Kinds.NUMBER, AdaptiveMoments.Builder::beta1, AdaptiveMoments::beta1),
            Field.of("beta_2", Kinds.NUMBER, AdaptiveMoments.Builder::beta2, AdaptiveMoments::beta2),
            Field.of("epsilon", Kinds.NUMBER, AdaptiveMoments.Builder::epsilon, AdaptiveMoments::epsilon));

    private static final OptimizerCodec<SGD, SGD.Builder> DESCENT = OptimizerCodec.of(
            0.01,
            SGD::builder,
            SGD::builder,
            SGD.Builder::build,
            List.of(
                    Field.of("momentum", Kinds.NUMBER, SGD.Builder::momentum, SGD::momentum),
                    Field.of("nesterov", Kinds.BOOLEAN, SGD.Builder::nesterov, SGD::nesterov)));

    private static final OptimizerCodec<RMSprop, RMSprop.Builder> RMSPROP = OptimizerCodec.of(
            0.001,
            RMSprop::builder,
            RMSprop::builder,
            RMSprop.Builder::build,
            List.of(
                    Field.of("rho", Kinds.NUMBER, RMSprop.Builder::rho, RMSprop::rho),
                    Field.of("momentum", Kinds.NUMBER, RMSprop.Builder::momentum, RMSprop::momentum),
                    Field.of("epsilon", Kinds.NUMBER, RMSprop.Builder::epsilon, RMSprop::epsilon),
                    Field.of("centered", Kinds.BOOLEAN, RMSprop.Builder::centered, RMSprop::centered)));

    private static final OptimizerCodec<Adagrad, Adagrad.Builder> ADAGRAD = OptimizerCodec.of(
            0.001,
            Adagrad::builder,
            Adagrad::builder,
            Adagrad.Builder::build,
            List.of(
                    Field.of(
                            "initial_accumulator_value",
                            Kinds.NUMBER,
                            Adagrad.Builder::initialAccumulatorValue,
                            Adagrad::initialAccumulatorValue),
                    Field.of("epsilon", Kinds.NUMBER, Adagrad.Builder::epsilon, Adagrad::epsilon)));

    private static final OptimizerCodec<Adadelta, Adadelta.Builder> ADADELTA = OptimizerCodec.of(
            0.001,
            Adadelta::builder,
            Adadelta::builder,
            Adadelta.Builder::build,
            List.of(
                    Field.of("rho", Kinds.NUMBER, Adadelta.Builder::rho, Adadelta::rho),
                    Field.of("epsilon", Kinds.NUMBER, Adadelta.Builder::epsilon, Adadelta::epsilon)));

    private static final OptimizerCodec<Adam, Adam.Builder> ADAM = OptimizerCodec.of(
            0.001,
            Adam::builder,
            Adam::builder,
            Adam.Builder::build,
            MOMENTS,
            List.of(Field.of("amsgrad", Kinds.BOOLEAN, Adam.Builder::amsgrad, Adam::amsgrad)));

    private static final OptimizerCodec<AdamW, AdamW.Builder> ADAMW = OptimizerCodec.of(
            0.001,
            AdamW::builder,
            AdamW::builder,
            AdamW.Builder::build,
            MOMENTS,
            List.of(Field.of("amsgrad", Kinds.BOOLEAN, AdamW.Builder::amsgrad, AdamW::amsgrad)));

    private static final OptimizerCodec<Adamax, Adamax.Builder> ADAMAX =
            OptimizerCodec.of(0.001, Adamax::builder, Adamax::builder, Adamax.Builder::build, MOMENTS);

    private static final OptimizerCodec<Nadam, Nadam.Builder> NADAM =
            OptimizerCodec.of(0.001, Nadam::builder, Nadam::builder, Nadam.Builder::build, MOMENTS);

    private static final OptimizerCodec<Lion, Lion.Builder> LION = OptimizerCodec.of(
            0.001,
            Lion::builder,
            Lion::builder,
            Lion.Builder::build,
            List.of(
                    Field.of("beta_1", Kinds.NUMBER, Lion.Builder::beta1, Lion::beta1),
                    Field.of("beta_2", Kinds.NUMBER, Lion.Builder::beta2, Lion::beta2)));

    private static final OptimizerCodec<Ftrl, Ftrl.Builder> FTRL = OptimizerCodec.of(
            0.001,
            Ftrl::builder,
            Ftrl::builder,
            Ftrl.Builder::build,
            List.of(
                    Field.of(
                            "learning_rate_power",
                            Kinds.NUMBER,
                            Ftrl.Builder::learningRatePower,
                            Ftrl::learningRatePower),
                    Field.of(
                            "initial_accumulator_value",
                            Kinds.NUMBER,
                            Ftrl.Builder::initialAccumulatorValue,
                            Ftrl::initialAccumulatorValue),
                    Field.of(
                            "l1_regularization_strength",
                            Kinds.NUMBER,
                            Ftrl.Builder::l1RegularizationStrength,
                            Ftrl::l1RegularizationStrength),
                    Field.of(
                            "l2_regularization_strength",
                            Kinds.NUMBER,
                            Ftrl.Builder::l2RegularizationStrength,
                            Ftrl::l2RegularizationStrength),
                    Field.of(
                            "l2_shrinkage_regularization_strength",
                            Kinds.NUMBER,
                            Ftrl.Builder::l2ShrinkageRegularizationStrength,
                            Ftrl::l2ShrinkageRegularizationStrength),
                    Field.of("beta", Kinds.NUMBER, Ftrl.Builder::beta, Ftrl::beta)));

    static final Family<Optimizer> FAMILY = new Family<Optimizer>("keras.optimizers", Optimizers::get)
            .with(SGD.class, DESCENT::read, DESCENT::write)
            .with(RMSprop.class, RMSPROP::read, RMSPROP::write)
            .with(Adagrad.class, ADAGRAD::read, ADAGRAD::write)
            .with(Adadelta.class, ADADELTA::read, ADADELTA::write)
            .with(Adam.class, ADAM::read, ADAM::write)
            .with(AdamW.class, ADAMW::read, ADAMW::write)
            .with(Adamax.class, ADAMAX::read, ADAMAX::write)
            .with(Nadam.class, NADAM::read, NADAM::write)
            .with(Lion.class, LION::read, LION::write)
            .with(Ftrl.class, FTRL::read, FTRL::write);

    private OptimizerConfigs() {}
}
